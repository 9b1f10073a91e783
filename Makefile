# What a person runs here; `make help` lists it.
SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL: # one link of the AWS SDK takes 3.5 GB of memory

# Go packages built side by side. Two is right for 2 cores and 8 GB.
JOBS ?= 2
# The flags of Pulumi's Go language host, so that `pulumi preview` takes what was
# compiled here, the linked program too (Pulumi.yaml, buildTarget).
export GOFLAGS := $(strip $(GOFLAGS) -p=$(JOBS) -buildvcs=false -trimpath)
LINK := -ldflags "-w -s"

CACHE := $(CURDIR)/.cache
export EKS_ELK_TOOLS := $(CACHE)/tools
export EKS_ELK_PROGRAM := $(CACHE)/program

MODULES := . aws rehearsal smoke doctor tools/charts tools/alerts tools/metrics tools/engine tools/languagehost tools/checks
CODE := . aws rehearsal smoke doctor tools/charts tools/alerts tools/metrics
TOOL := go tool -modfile=$(CURDIR)/tools/checks/go.mod
GO_FILES = $$(find . -name '*.go' -not -path './.cache/*' -not -path '*/node_modules/*')
# The race detector needs a C compiler; the go command knows whether it has one.
RACE = $$([ "$$(go env CGO_ENABLED)" = 1 ] && echo -race)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: prerequisites
prerequisites: ## Name what this machine lacks
	@tools/prerequisites

.PHONY: tools
tools: prerequisites ## Build the pinned Pulumi CLI, language host and eks component into .cache/
	@tools/install

.PHONY: build
build: prerequisites ## Build the program into .cache/program
	@[ -e "$(CACHE)/program" ] || echo "program: building, about 7 minutes on two cores the first time, seconds after that"
	@tools/logged program go build $(LINK) -o "$(CACHE)/program" .

.PHONY: rehearse
rehearse: tools build $(CACHE)/rehearse ## Rehearse a stack on a simulated cloud: make rehearse ARGS="-stack dev"
	@"$(CACHE)/rehearse" $(ARGS)

.PHONY: rehearse-bootstrap
rehearse-bootstrap: tools $(CACHE)/bootstrap $(CACHE)/rehearse ## Rehearse the program that prepares an account for CI
	@EKS_ELK_PROGRAM="$(CACHE)/bootstrap" "$(CACHE)/rehearse" -project bootstrap -stack account -out out/bootstrap $(ARGS)

.PHONY: bootstrap
bootstrap: ## Prepare the AWS account of bootstrap/Pulumi.account.yaml for CI
	@bootstrap/apply $(ARGS)

.PHONY: github
github: ## Tell the repository on GitHub what bootstrap has made
	@bootstrap/github $(ARGS)

.PHONY: $(CACHE)/rehearse $(CACHE)/bootstrap
$(CACHE)/rehearse:
	@tools/logged rehearse go -C rehearsal build $(LINK) -o "$@" ./cmd/rehearse
$(CACHE)/bootstrap:
	@tools/logged bootstrap go build $(LINK) -o "$@" ./bootstrap

.PHONY: bench
bench: tools build ## Measure what a preview costs beside an empty program's
	@tools/logged bench go -C rehearsal build $(LINK) -o "$(CACHE)/" ./cmd/bench ./cmd/empty
	@"$(CACHE)/bench" -empty "$(CACHE)/empty" $(ARGS)

.PHONY: smoke
smoke: ## Check a live stack: make smoke ARGS="-stack dev"
	@tools/logged smoke go -C smoke build $(LINK) -o "$(CACHE)/smoke" ./cmd/smoke >&2
	@PATH="$$PATH:$(EKS_ELK_TOOLS)" "$(CACHE)/smoke" $(ARGS)

.PHONY: doctor
doctor: ## Ask the AWS account whether a stack can be created: make doctor ARGS="-stack dev"
	@tools/logged doctor go -C doctor build $(LINK) -o "$(CACHE)/doctor" ./cmd/doctor >&2
	@"$(CACHE)/doctor" $(ARGS)

.PHONY: leftovers $(CACHE)/leftovers
$(CACHE)/leftovers:
	@tools/logged leftovers go -C doctor build $(LINK) -o "$@" ./cmd/leftovers >&2
leftovers: $(CACHE)/leftovers ## Ask the AWS account what a destroyed stack has left: make leftovers ARGS="-stack dev"
	@"$(CACHE)/leftovers" $(ARGS)

.PHONY: charts
charts: build ## Check the charts against our values: make charts ARGS="-stack dev"
	@tools/logged charts go -C tools/charts build $(LINK) -o "$(CACHE)/charts" .
	@"$(CACHE)/charts" $(ARGS)

.PHONY: pins
pins: ## Name pins older than 30 days that have a newer release, and Kubernetes versions that end
	@tools/logged pins go build $(LINK) -o "$(CACHE)/pins" ./tools/pins >&2
	@"$(CACHE)/pins" $(ARGS)

.PHONY: test
test: tools build check unit ## Everything: formatting, linters, all tests, a rehearsal of the dev stack
	@$(MAKE) --no-print-directory rehearse ARGS="-stack dev"

.PHONY: check
check: prerequisites ## Formatting, tidy modules, go vet, staticcheck, actionlint
	@echo "gofmt"; unformatted=$$(gofmt -l $(GO_FILES)); [ -z "$$unformatted" ] || \
		{ echo "not formatted, run make fmt:" >&2; echo "$$unformatted" >&2; exit 1; }
	@for m in $(MODULES); do echo "go mod tidy -diff ($$m)"; go -C "$$m" mod tidy -diff || exit 1; done
	@for m in $(CODE); do echo "go vet ($$m)"; go -C "$$m" vet ./... || exit 1; done
	@for m in $(CODE); do echo "staticcheck ($$m)"; (cd "$$m" && $(TOOL) staticcheck ./...) || exit 1; done
	@echo "actionlint"; $(TOOL) actionlint -shellcheck= -pyflakes= .github/workflows/*.yml

# The packages that run the engine for minutes do so without the race detector
# and side by side: under it they take twice as long. Two of their tests, which
# are a whole life of a stack and its order under a seed, run under it as well.
ENGINE := ./engine/lifecycle ./engine/mutation
RACED := TestTheLocalStackGoesThroughItsLifeWithoutAWS|TestSameSeedSameRunAnotherSeedAnother
.PHONY: unit
unit: tools build $(CACHE)/leftovers $(CACHE)/bootstrap ## Go tests of all modules
	@failed=0; race=$(RACE); \
		echo "go test (.)"; go test -p 1 ./... || failed=1; \
		for m in rehearsal smoke; do \
			echo "go test $$race ($$m)"; go -C $$m test $$race $$(go -C $$m list ./... | grep -v -e /engine/lifecycle -e /engine/mutation) || failed=1; done; \
		[ -z "$$race" ] || { echo "go test $$race (rehearsal/engine/lifecycle, $(RACED))"; go -C rehearsal test $$race -run '$(RACED)' ./engine/lifecycle || failed=1; }; \
		echo "go test (rehearsal: $(ENGINE))"; go -C rehearsal test -timeout 45m $(ENGINE) || failed=1; \
		for m in aws doctor tools/charts; do echo "go test ($$m)"; go -C $$m test ./... || failed=1; done; \
		echo "go test (tools/alerts)"; go -C tools/alerts test || failed=1; \
		exit $$failed

.PHONY: fmt
fmt: ## Format all Go code
	@gofmt -w $(GO_FILES)

.PHONY: golden
golden: tools build ## Rewrite what is generated: goldens, tables of the documents (key lists: make charts ARGS=-update)
	@failed=0; for m in $(CODE); do for d in $$(go -C "$$m" list -f '{{.Dir}}' ./...); do \
		grep -qsE 'flag.Bool\("update"|internal/pulumitest' "$$d"/*_test.go || continue; \
		echo "go test -update ($${d#"$(CURDIR)"/})"; go -C "$$d" test . -update || failed=1; done; done; exit $$failed

.PHONY: clean
clean: ## Remove .cache/ (built tools too) and out/
	@rm -rf "$(CACHE)" out
