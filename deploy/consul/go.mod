// Consul and consul-template from the Go module proxy. Consul's own go.mod replaces modules by folders of its repository, so it cannot be
// installed by its name; here those replacements do not count.
module maru/consul

go 1.25.5

require (
	github.com/hashicorp/consul v1.22.3
	github.com/hashicorp/consul-template v0.41.1
)
