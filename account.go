package maas

type AccountService service
