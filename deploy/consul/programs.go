//go:build programs

// Package programs names what is built, so that go.mod keeps it.
package programs

import (
	_ "github.com/hashicorp/consul"
	_ "github.com/hashicorp/consul-template"
)
