package maas

type LicenseKeysService service
