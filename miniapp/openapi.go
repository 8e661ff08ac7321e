package miniapp

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI returns the description of the interface (OpenAPI 3.0.3, YAML), as it
// is served and as `bangfu openapi` prints it.
func OpenAPI() []byte { return append([]byte(nil), openAPI...) }

func (c *call) spec() error {
	c.gin.Writer.Header().Set("Cache-Control", "public, max-age=300")
	return c.bytes(http.StatusOK, "application/yaml; charset=utf-8", openAPI)
}
