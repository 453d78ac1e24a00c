package io.steadygrad.report;

import io.steadygrad.comparison.Comparisons;
import io.steadygrad.comparison.ComparisonsJson;
import io.steadygrad.comparison.Contender;
import io.steadygrad.comparison.Result;
import io.steadygrad.comparison.Setting;
import io.steadygrad.comparison.Yardstick;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.trace.TraceRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a run directory as a study would: summary.json, study.yaml and real trace files, from a small model of training. Four
 * workloads (healthy, vanishing, exploding, recurrent) and eight methods behave as their names promise; deterministic.
 */
final class SampleRun {

    /** How gradients of a workload behave: change per layer going back from the output, and how easily it explodes. */
    record Kind(String name, String description, int layers, double back, double explosive, double target) {}

    static final List<Kind> KINDS = List.of(
            new Kind(
                    "article-tanh",
                    "1000 x 10 standard-normal inputs, a [10, 10] tanh network, reconstruction",
                    3,
                    0.8,
                    0.0,
                    0.7),
            new Kind(
                    "deep-sigmoid",
                    "Ten sigmoid layers on digits: the gradient fades towards the input",
                    10,
                    0.22,
                    0.0,
                    0.75),
            new Kind("deep-relu", "Eight badly scaled ReLU layers on digits: the gradient explodes", 8, 2.6, 0.9, 0.75),
            new Kind("adding-rnn", "A recurrent network on the adding problem, 50 steps in time", 4, 1.7, 0.45, 0.75));

    static final Map<String, String> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put("plain", "identity");
        METHODS.put("clip-value", "clip_by_value(limit=0.1)");
        METHODS.put("clip-norm", "clip_by_global_norm(max_norm=1.0)");
        METHODS.put("accumulate", "accumulate(steps=4)");
        METHODS.put("limit", "limit_max(gamma=0.1)");
        METHODS.put("amplify", "amplify(low=0.01, scope=layer)");
        METHODS.put("article", "article(gamma=0.1, reading=norm)");
        METHODS.put("guard", "skip_non_finite | clip_by_norm(max_norm=1.0)");
    }

    private static final String SEARCH = """
            {"workload": "deep-relu", "method": "article", "optimizer": "sgd", "preprocess": ["standardize"], "hyperparameters": {},
             "sampler": "grid(trials=0, seed=0)", "select": "validation_loss", "budget": {"settings": 4},
             "spent": {"trials": 8, "diverged": 1}, "chosen": {"hyperparameters": {"optimizer.lr": 0.1}}, "atEdge": ["optimizer.lr"],
             "importance": {"shares": {"optimizer.lr": 0.75}},
             "settings": [
               {"hyperparameters": {"optimizer.lr": 0.1}, "share": 1.0, "runs": [
                 {"id": "t1", "seed": 1000000, "status": "completed", "value": 1},
                 {"id": "t2", "seed": 1000001, "status": "completed", "value": 2}]},
               {"hyperparameters": {"optimizer.lr": 1.0}, "share": 1.0, "runs": [
                 {"id": "t3", "seed": 1000000, "status": "completed", "value": 3},
                 {"id": "t4", "seed": 1000001, "status": "diverged", "value": null}]},
               {"hyperparameters": {"optimizer.lr": 1.0}, "share": 0.5, "runs": [
                 {"id": "t5", "seed": 1000000, "status": "completed", "value": 9}]}]}""";

    final Path directory;
    final List<Map<String, Object>> trials = new ArrayList<>();
    final Map<String, Object> summary = new LinkedHashMap<>();
    int steps = 600;
    int seeds = 6;

    SampleRun(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("traces"));
        summary.put("formatVersion", 1);
        summary.put("study", "article");
        summary.put(
                "environment",
                Map.of(
                        "steadygrad",
                        "0.1.0",
                        "java",
                        "17.0.12",
                        "os",
                        "Linux amd64",
                        "engine",
                        Map.of("libtorch", "2.10.0", "threads", 1)));
        Map<String, Object> workloads = new LinkedHashMap<>();
        for (Kind kind : KINDS) {
            workloads.put(
                    kind.name(),
                    Map.of(
                            "description",
                            kind.description(),
                            "target",
                            Map.of("metric", "test_accuracy", "at_least", kind.target()),
                            "budgetSteps",
                            600,
                            "probes",
                            probes()));
        }
        summary.put("workloads", workloads);
        summary.put("methods", METHODS);
        summary.put(
                "claims",
                List.of(
                        claim(
                                "Plain descent suffers both troubles",
                                "supported",
                                "vanishing in 6 of 6 runs of deep-sigmoid, 6 of 6 runs of deep-relu diverged"),
                        claim(
                                "Squared-gradient methods ease vanishing only",
                                "mixed",
                                "rmsprop reached the target in 3 of 6 runs of deep-sigmoid and diverged in 2 of 6 of deep-relu"),
                        Map.of(
                                "says",
                                "The loss is lowest at 100 epochs",
                                "verdict",
                                "refuted",
                                "evidence",
                                "median loss 0.21 at 100, 0.09 at 1000",
                                "marks",
                                List.of(Map.of("workload", "article-tanh", "step", 100))),
                        claim("Limiting prevents both", "unknown", "")));
        Files.writeString(directory.resolve("study.yaml"), "study: article\nseeds: 5\n");
    }

    /** A range test whose loss falls, rises and is lost, and a sharpness. */
    private static Map<String, Object> probes() {
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step <= 60; step++) {
            double decades = -5 + 0.1 * step;
            rates.add(Math.pow(10, decades));
            losses.add(2.3 - 1.8 * Math.exp(-Math.pow(decades + 0.7, 2)) + Math.max(0, Math.pow(10, decades) - 1));
        }
        return Map.of(
                "lr_range",
                Map.of(
                        "rate",
                        rates,
                        "loss",
                        losses,
                        "smoothed",
                        losses,
                        "steepestRate",
                        0.04,
                        "lowestRate",
                        0.2,
                        "divergenceRate",
                        5.0),
                "sharpness",
                Map.of(
                        "initial",
                        Map.of(
                                "step",
                                0,
                                "loss",
                                2.3,
                                "eigenvalue",
                                4.0,
                                "converged",
                                true,
                                "limits",
                                Map.of("sgd", 0.5, "momentum", 0.9, "heavyBall", 0.95)),
                        "reason",
                        "the training diverged at step 9"));
    }

    static Map<String, Object> claim(String says, String verdict, String evidence) {
        return Map.of("says", says, "verdict", verdict, "evidence", evidence);
    }

    /** The whole sample: baseline rows, optimizers, inputs, and a map of gamma by learning rate. */
    static SampleRun article(Path directory) throws IOException {
        SampleRun run = new SampleRun(directory);
        for (Kind kind : KINDS) {
            METHODS.keySet().forEach(method -> run.cell(kind, method, "sgd(lr=0.1)", "standardize", Map.of()));
        }
        for (String optimizer : List.of("adam(lr=0.001)", "adagrad(lr=0.01)", "rmsprop(lr=0.001)")) {
            for (String method : List.of("plain", "clip-norm", "article")) {
                run.cell(KINDS.get(1), method, optimizer, "standardize", Map.of());
                run.cell(KINDS.get(2), method, optimizer, "standardize", Map.of());
            }
        }
        for (String inputs : List.of("raw", "sparsify(fraction=0.5)", "binarize(threshold=0.5)")) {
            for (String method : List.of("plain", "clip-norm", "article")) {
                run.cell(KINDS.get(2), method, "sgd(lr=0.1)", inputs, Map.of());
            }
        }
        for (String lr : List.of("0.001", "0.01", "0.1", "1.0")) {
            for (String gamma : List.of("0.01", "0.1", "1.0", "10.0")) {
                if (lr.equals("0.1") && gamma.equals("0.1")) {
                    continue; // The baseline has it.
                }
                run.cell(
                        KINDS.get(2),
                        "article",
                        "sgd(lr=" + lr + ")",
                        "standardize",
                        Map.of("optimizer.lr", Double.valueOf(lr), "article.gamma", Double.valueOf(gamma)));
            }
        }
        return run.write();
    }

    SampleRun write() throws IOException {
        summary.put("trials", trials);
        summary.put("search", List.of(new JsonMapper().readValue(SEARCH, Map.class)));
        summary.put(
                "acceptance",
                List.of(
                        Map.of("says", "as published", "met", true, "evidence", "mean test_loss 87.1, 87.05 wanted"),
                        Map.of("met", false, "evidence", "6 of 6 runs diverged")));
        summary.put("comparisons", ComparisonsJson.write(Comparisons.of(contenders(), tried(), "plain")));
        Files.writeString(
                directory.resolve("summary.json"),
                new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary));
        return this;
    }

    /** How the search of {@link #SEARCH} did at its two rates. */
    private static List<Contender> tried() {
        return List.of(tried(0.1, 1, 2), tried(1, 3, Double.NaN));
    }

    private static Contender tried(double rate, double... losses) {
        List<Result> results = new ArrayList<>();
        for (double loss : losses) {
            results.add(
                    new Result(1_000_000 + results.size(), loss, false, Double.isNaN(loss), Double.POSITIVE_INFINITY));
        }
        return new Contender(
                new Setting("deep-relu", "sgd", List.of("standardize"), Map.of("optimizer.lr", rate), false),
                new Yardstick("validation_loss", false, false),
                "article",
                Map.of(),
                "article",
                results);
    }

    /** The trials as a study's contenders, one per configuration. */
    private List<Contender> contenders() {
        Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        trials.forEach(trial -> groups.computeIfAbsent(
                        List.of("workload", "method", "optimizer", "preprocess", "hyperparameters").stream()
                                .map(key -> String.valueOf(trial.get(key)))
                                .toList()
                                .toString(),
                        unseen -> new ArrayList<>())
                .add(trial));
        return groups.values().stream().map(SampleRun::contender).toList();
    }

    @SuppressWarnings("unchecked")
    private static Contender contender(List<Map<String, Object>> runs) {
        Map<String, Object> first = runs.get(0);
        String method = String.valueOf(first.get("method"));
        Map<String, Object> own = new LinkedHashMap<>((Map<String, Object>) first.get("hyperparameters"));
        Map<String, Object> shared = new LinkedHashMap<>(own);
        own.keySet().removeIf(key -> !key.startsWith(method + "."));
        shared.keySet().removeAll(own.keySet());
        return new Contender(
                new Setting(
                        String.valueOf(first.get("workload")),
                        String.valueOf(first.get("optimizer")),
                        (List<String>) first.get("preprocess"),
                        shared,
                        false),
                new Yardstick("test_accuracy", true, true),
                method,
                own,
                String.valueOf(first.get("expression")),
                runs.stream().map(SampleRun::result).toList());
    }

    private static Result result(Map<String, Object> trial) {
        boolean reached = (Boolean) trial.get("reachedTarget");
        Object value = ((Map<?, ?>) trial.get("metrics")).get("test_accuracy");
        return new Result(
                ((Integer) trial.get("seed")).longValue(),
                value == null ? Double.NaN : number(value),
                reached,
                trial.get("status").equals("diverged"),
                reached ? number(trial.get("stepsToTarget")) : Double.POSITIVE_INFINITY);
    }

    void cell(Kind kind, String method, String optimizer, String inputs, Map<String, Object> hyperparameters) {
        for (int seed = 1; seed <= seeds; seed++) {
            trial(kind, method, optimizer, inputs, hyperparameters, seed);
        }
    }

    private void trial(
            Kind kind, String method, String optimizer, String inputs, Map<String, Object> hyperparameters, int seed) {
        String identity = kind.name() + method + optimizer + inputs + new java.util.TreeMap<>(hyperparameters);
        Random random = new Random(identity.hashCode() * 31L + seed);
        String id = String.format("%08x%02d", identity.hashCode(), seed);
        double gamma = number(hyperparameters.getOrDefault("article.gamma", 0.1));
        double lr = rate(optimizer);
        boolean controls = !method.equals("plain") && !method.equals("accumulate") && !method.equals("amplify");
        boolean adaptive = !optimizer.startsWith("sgd");
        double danger = kind.explosive()
                * (inputs.equals("raw") ? 1.2 : 1)
                * (adaptive ? 0.5 : 1)
                * (controls ? 0.08 * gamma * lr * 100 : 1);
        boolean diverges = random.nextDouble() < danger;
        int end = diverges ? 3 + random.nextInt(method.equals("accumulate") ? 300 : 25) : steps;
        double learns = kind.back() < 0.5
                ? (method.equals("article") || method.equals("amplify") || adaptive ? 0.7 : 0.02)
                : 0.95;
        boolean succeeds =
                !diverges && random.nextDouble() < learns * Math.min(1, 3 * Math.sqrt(lr * Math.min(gamma, 1) * 10));
        double floor = succeeds ? 0.12 + 0.08 * random.nextDouble() : 1.9 + 0.3 * random.nextDouble();
        double rate = (4 + 4 * random.nextDouble()) / steps;

        List<String> names = new ArrayList<>();
        List<String> layers = new ArrayList<>();
        for (int layer = 0; layer < kind.layers(); layer++) {
            String name = layer == kind.layers() - 1 ? "output" : "hidden." + layer;
            names.addAll(List.of(name + ".weight", name + ".bias"));
            layers.addAll(List.of(name, name));
        }
        TraceRecorder recorder = new TraceRecorder(names, layers);
        double engagedSteps = 0;
        int rejected = 0;
        double accuracy = 0;
        double loss = 2.3;
        for (int step = 1; step <= end; step++) {
            double fuse = diverges ? Math.pow(10, 9.0 * Math.pow((double) step / end, 3)) : 1;
            loss = (floor + (2.4 - floor) * Math.exp(-rate * step))
                    * Math.exp(0.12 * random.nextGaussian())
                    * Math.sqrt(fuse);
            boolean last = diverges && step == end;
            boolean spike = kind.explosive() > 0 && random.nextDouble() < 0.01;
            double size = 0.5 * (0.15 + loss / 2.4) * Math.exp(0.25 * random.nextGaussian()) * fuse * (spike ? 60 : 1);
            double[] l2 = new double[names.size()];
            double[] linf = new double[names.size()];
            long[] bad = new long[names.size()];
            double square = 0;
            for (int tensor = 0; tensor < l2.length; tensor++) {
                int depth = kind.layers() - 1 - tensor / 2;
                l2[tensor] = size
                        * Math.pow(kind.back(), depth)
                        * (tensor % 2 == 0 ? 1 : 0.2)
                        * Math.exp(0.15 * random.nextGaussian());
                if (last && tensor / 2 <= kind.layers() - 2) {
                    l2[tensor] = Double.NaN;
                    bad[tensor] = 10;
                }
                linf[tensor] = l2[tensor] / 3;
                square += l2[tensor] * l2[tensor];
            }
            double before = Math.sqrt(square);
            double limit = method.equals("article") ? gamma : 1.0;
            boolean engaged = controls && before > limit || method.equals("article");
            engagedSteps += engaged ? 1 : 0;
            boolean refused = method.equals("guard") && spike;
            rejected += refused ? 1 : 0;
            recorder.step(
                    step,
                    last ? Double.NaN : loss,
                    lr,
                    before,
                    last ? Double.NaN : engaged ? limit : before,
                    !refused && !last,
                    false,
                    engaged,
                    controls ? limit : Double.NaN);
            recorder.tensors(step, l2, linf, linf, bad);
            if (step % 10 == 0) {
                accuracy = Math.max(0.1, 0.97 - 0.37 * Math.min(2.35, loss)) + 0.01 * random.nextGaussian();
                recorder.evaluation(step, Map.of("test_accuracy", accuracy, "test_loss", loss * 1.1));
            }
        }
        Map<String, Object> trial = new LinkedHashMap<>();
        trial.put("id", id);
        trial.put("workload", kind.name());
        trial.put("method", method);
        trial.put("expression", METHODS.getOrDefault(method, method));
        trial.put("optimizer", optimizer);
        trial.put("preprocess", inputs.equals("raw") ? List.of() : List.of(inputs));
        // As a study does it: every axis of its grids is told for every trial that has it.
        Map<String, Object> axes = new LinkedHashMap<>(hyperparameters);
        axes.putIfAbsent("optimizer.lr", lr);
        if (method.equals("article")) {
            axes.putIfAbsent("article.gamma", gamma);
        }
        trial.put("hyperparameters", axes);
        trial.put("seed", seed);
        trial.put("status", diverges ? "diverged" : "completed");
        trial.put("divergedAtStep", diverges ? end : null);
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("test_accuracy", diverges ? null : accuracy);
        metrics.put("test_loss", diverges ? null : loss);
        trial.put("metrics", metrics);
        boolean reached = !diverges && accuracy >= kind.target();
        trial.put("reachedTarget", reached);
        trial.put("stepsToTarget", reached ? end / 2 : null);
        trial.put("control", Map.of("engagedFraction", engagedSteps / end, "rejectedSteps", rejected));
        trial.put("stepsPerSecond", 4000.0);
        trial.put("trace", "traces/" + id + ".npz");
        trials.add(trial);
        try {
            TraceFile.write(directory.resolve("traces").resolve(id + ".npz"), recorder.trace());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double rate(String optimizer) {
        Matcher rate = Pattern.compile("lr=([0-9.]+)").matcher(optimizer);
        return rate.find() ? Double.parseDouble(rate.group(1)) : 0.1;
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
