package maas

type BootImagesService service
