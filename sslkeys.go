package maas

type SSLKeysService service
