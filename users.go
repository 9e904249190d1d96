package maas

type UsersService service
