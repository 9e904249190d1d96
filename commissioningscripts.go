package maas

type CommissioningScriptsService service
