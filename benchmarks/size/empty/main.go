// Program empty is what a Go program weighs by itself.
package main

func main() {}
