module tickets.example/gate

go 1.22
