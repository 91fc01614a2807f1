# The way in. Every target sets up what it needs; `make` alone lists them.
# What a target does stands in .ci/, one short script each, so that CI does the same.

unexport PYTHONDONTWRITEBYTECODE # or each process would compile everything anew

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Set up, load the frameworks, serve on HOST:PORT (127.0.0.1:8000)
	@.ci/serve

.PHONY: dev
dev: ## The same with Django's own server: debug pages, reload on change
	@.ci/serve --dev

.PHONY: test
test: ## Run every test, browser tests included; ARGS="-k matrix" to choose
	@.ci/test $(ARGS)

.PHONY: operate
operate: ## Play the operator on loopback: PostgreSQL, two processes, nginx, timers, backup, a new key
	@.ci/operate

.PHONY: machines
machines: ## Ten processes, a replica, PgBouncer, Valkey and nginx on loopback: publish, fail over, roll out
	@.ci/machines

.PHONY: containers
containers: ## Build and start compose.yaml; without a container engine, follow its steps on loopback
	@.ci/containers

.PHONY: bench
bench: ## Measure everything (most of an hour; needs wrk); ARGS="merging" to choose
	@.ci/setup dev
	@DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 .venv/bin/python -m tests.benchmarks $(ARGS)

.PHONY: pictures
pictures: ## Make the pictures of README and docs/ anew, from the running site
	@.ci/setup dev
	@CPD_CHROMIUM="$$(.ci/chromium)" .venv/bin/python -m tests.pictures

.PHONY: lint
lint: ## Check style, templates, style sheets, scripts, types, forgotten migrations
	@.ci/lint

.PHONY: format
format: ## Mend what lint can mend by itself
	@.ci/lint --fix

.PHONY: audit
audit: ## Known vulnerabilities of what we pin, licences, and var/sbom.cdx.json (CycloneDX)
	@.ci/audit

.PHONY: requirements
requirements: ## Compile requirements/ from pyproject.toml; UPGRADE=1 takes the newest
	@.ci/compile

.PHONY: release
release: ## Say whether this can be released: version, changelog, migrations, requirements, all of CI
	@.ci/release

.PHONY: vendor
vendor: ## Rebuild static/vendor/ (needs Node.js and npm; nothing else does)
	@.ci/vendor

.PHONY: clean
clean: ## Remove what set-up and tests made; the data in var/ stays
	rm -rf .venv .venv-uv var/static* .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
