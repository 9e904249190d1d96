// Program nethttp is what the standard library's HTTP client and JSON weigh.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

func main() {
	resp, err := http.Get(os.Getenv("MAAS_URL"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer resp.Body.Close()
	var nodes []struct {
		SystemID string `json:"system_id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&nodes); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(nodes))
}
