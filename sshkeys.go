package maas

type SSHKeysService service
