package maas

type CommissioningResultsService service
