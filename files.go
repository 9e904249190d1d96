package maas

type FilesService service
