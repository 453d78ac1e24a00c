# `make help` lists the targets. JAVA_HOME chooses the JDK (17 or newer); MVN the Maven and its flags.
MVN ?= mvn -B -ntp
JAVA := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java
# Vector kernels are for JDK 22 and newer; JMH's forks take over the flags of the JVM that starts them.
VECTOR = $(shell $(JAVA) -version 2>&1 | grep -qE 'version "(2[2-9]|[3-9][0-9])' && echo --add-modules jdk.incubator.vector)

.DEFAULT_GOAL := help
.PHONY: help build test format docs bench article answer answer-full truths truths-full truths-page health health-page adapters samples release clean test-packages

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

build:  ## compile and assemble what ./steady starts
	$(MVN) -q -Dmaven.test.skip=true -pl app,spark/home -am package

test: test-packages  ## everything that is checked: format, static analysis, all tests with real engines and a real browser
	$(MVN) spotless:check verify

format:  ## format the Java sources
	$(MVN) -q spotless:apply

docs:  ## write docs/methods again from the Javadoc of methods and optimizers
	$(MVN) -q -pl core -Dmaven.test.skip=true compile
	java -cp core/target/classes io.steadygrad.handbook.WriteMarkdown docs/methods

bench:  ## the work of `steady bench` under JMH (JMH='Clip -p size=mlp-68k -prof gc' chooses; all of it takes a quarter of an hour)
	$(MVN) -q -pl bench -am -Dmaven.test.skip=true package
	$(JAVA) $(VECTOR) --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
	    -cp 'bench/target/lib/*:bench/target/bench-0.1.0-SNAPSHOT.jar' org.openjdk.jmh.Main $(JMH)

article: ## run the article's experiments and write their report (about two minutes)
	./steady run studies/article.yaml

answer: ## which remedy helps where, docs/answer.md (thousands of small trials; resumes)
	./steady run studies/answer.yaml

answer-full: ## the same on larger networks and images (many hours; resumes)
	./steady run studies/answer-full.yaml

# A study of truths ends with exit code 1 where one of its acceptances is missed; all of them run before make says so.
TRUTHS := closed-forms glorot-bengio quadratic-deep deep-relu temporal-order fmnist-2c2d
TRUTHS_FULL := $(TRUTHS) temporal-order-30 temporal-order-50 fmnist-2c2d-full
run_truths = failed=; for s in $(1); do echo "== $$s"; \
	./steady run studies/truths/$$s.yaml --out runs/truths/$$s || failed="$$failed $$s"; done; \
	if [ -n "$$failed" ]; then echo "not met:$$failed"; exit 1; fi

truths: test-packages ## check published results in studies: closed forms, DeepOBS, He, Pascanu (docs/truths.md has the times)
	@$(call run_truths,$(TRUTHS))

truths-full: test-packages ## the same with longer sequences and more seeds (hours)
	@$(call run_truths,$(TRUTHS_FULL))

truths-page: ## write what runs/truths measured into docs/truths.md
	$(JAVA) -cp 'app/target/steady/lib/*' studies/truths/WritePage.java runs/truths docs/truths.md

# Every run is trained plainly and once more with --repair; what a crash or Ctrl-C left out is done next time.
health: ## how well sick runs are told from healthy ones and cured, beside other people's rules, into docs/health.md (about half an hour)
	for s in sick healthy held-out-sick held-out-healthy; do \
	    ./steady run studies/health/$$s.yaml --out runs/health/$$s \
	    && ./steady run studies/health/$$s.yaml --repair --out runs/health/repaired/$$s || exit 1; done
	$(MAKE) health-page

health-page: ## judge the runs of runs/health again and write docs/health.md; trains nothing
	$(JAVA) -cp 'app/target/steady/lib/*' studies/health/Table.java studies/health runs/health docs/health.md

ADAPTERS := adapters/djl,adapters/dl4j,adapters/tensorflow
adapters: ## the adapters for DJL, Deeplearning4j and TensorFlow-Java, and beside each the engine that its sample runs on
	$(MVN) -q -Dmaven.test.skip=true -pl $(ADAPTERS) -am package

# Programs of one file each, which Java compiles as it starts them; each checks what it claims. 08 is a module with a study.
samples: ## run the programs of samples/, each of which fails if its right way did not help (two minutes)
	$(MVN) -q -Dmaven.test.skip=true -pl app,spark/home,$(ADAPTERS),samples/08-own-method -am package
	@for s in samples/[0-9]*/*.java; do \
	    echo "== $$s"; \
	    case $$s in \
	        */10-djl/*) of=djl ;; \
	        */11-dl4j/*) of=dl4j ;; \
	        */12-tensorflow/*) of=tensorflow ;; \
	        *) of= ;; \
	    esac; \
	    libraries="app/target/steady/lib/*"; \
	    [ -z "$$of" ] || libraries="adapters/$$of/target/*:adapters/$$of/target/lib/*"; \
	    $(JAVA) --enable-native-access=ALL-UNNAMED -cp "$$libraries" $$s || exit 1; \
	done
	@echo "== samples/08-own-method"
	@STEADY_CLASSPATH=samples/08-own-method/target/own-method-0.1.0-SNAPSHOT.jar \
	    ./steady run samples/08-own-method/study.yaml --out samples/08-own-method/target/runs

release: ## jars with sources and Javadoc, a bill of materials, and the zip of the command: app/target/steady-*.zip
	$(MVN) -q -Prelease -Dmaven.test.skip=true clean package

clean:  ## remove what was built
	$(MVN) -q clean

# What the tests use beside Java: Chromium looks at the report, NumPy and Octave read the arrays, Fashion-MNIST is real data,
# PostgreSQL is the store that hosts share.
# Installed when they are missing and we may; otherwise the tests that need them say so.
PACKAGES := chromium chromium-driver dataset-fashion-mnist octave python3-numpy postgresql
test-packages:
	@missing=; \
	if command -v dpkg-query >/dev/null 2>&1; then \
	    for p in $(PACKAGES); do \
	        dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$p"; \
	    done; \
	fi; \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then \
	        echo "installing for the tests:$$missing"; \
	        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null \
	            || echo "could not install:$$missing"; \
	    else \
	        echo "missing for some tests (apt-get install):$$missing"; \
	    fi; \
	fi
