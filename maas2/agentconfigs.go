package maas2

import (
	"context"
	"encoding/json"

	"github.com/gomaas/maas"
)

// AgentConfigsService is the section "AgentConfiguration" of the API, which MAAS
// does not document: it is for the agents that its rack controllers run.
type AgentConfigsService service

// Get returns the configuration of a service of the agent with a system id.
//
// Anyone may call it, without a key too, since MAAS 3.6.
//
// GET /agents/{system_id}/services/{service_name}/config/
func (s *AgentConfigsService) Get(ctx context.Context, systemID, serviceName string) (json.RawMessage, error) {
	return maas.Do[json.RawMessage](ctx, s.client, maas.Get("/agents/{system_id}/services/{service_name}/config/", systemID, serviceName).Since("3.6"))
}

// Create sends the request that an agent makes for the configuration of one of
// its services.
//
// Anyone may call it, without a key too, since MAAS 3.6.
//
// POST /agents/{system_id}/services/{service_name}/config/
func (s *AgentConfigsService) Create(ctx context.Context, systemID, serviceName string) error {
	return maas.Exec(ctx, s.client, maas.Post("/agents/{system_id}/services/{service_name}/config/", systemID, serviceName).Since("3.6"))
}
