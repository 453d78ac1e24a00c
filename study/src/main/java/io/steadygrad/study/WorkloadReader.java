package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.data.Rows;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.probe.Probe;
import io.steadygrad.schedule.Constant;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Regularizer;
import io.steadygrad.training.Save;
import io.steadygrad.training.Shuffle;
import io.steadygrad.training.StackedTraining;
import io.steadygrad.training.Target;
import io.steadygrad.training.Task;
import io.steadygrad.training.Vanishing;
import io.steadygrad.yaml.Binder;
import io.steadygrad.yaml.Keys;
import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads one workload of a study file, loads its data, and checks that its parts fit together. */
final class WorkloadReader {
    static final List<String> KEYS = List.of(
            "description",
            "data",
            "preprocess",
            "model",
            "loss",
            "task",
            "batch",
            "epochs",
            "steps",
            "optimizer",
            "schedule",
            "target",
            "faults",
            "shuffle",
            "last_batch",
            "validation",
            "regularizer",
            "early_stopping",
            "save",
            "threads",
            "ranks",
            "repair",
            "probes",
            "stack");

    private final Binder binder;
    private final Problems problems;
    private final boolean repair;
    private final WorkloadRows rows;
    private final InputFiles files = new InputFiles();

    /** @param repair where a workload does not say */
    WorkloadReader(Binder binder, Datasets datasets, boolean repair) {
        this.binder = binder;
        this.repair = repair;
        this.problems = binder.problems();
        this.rows = new WorkloadRows(problems, datasets);
    }

    /** The workload, or nothing after an error; every part is looked at, whatever is wrong with the others. */
    Optional<Workload> read(String name, Yaml.Mapping node) {
        long before = problems.errors();
        Keys.check(node, "workload '" + name + "'", KEYS, problems);
        Optional<DataSource> source = required(name, node, "data", DataSource.class);
        List<Preprocessor> preprocess = new ArrayList<>();
        Yaml chain = node.get("preprocess");
        if (chain != null && !isNone(chain)) {
            preprocess.addAll(binder.bindList(chain, Preprocessor.class, "preprocess"));
        }
        Optional<ModelSpec> model = required(name, node, "model", ModelSpec.class);
        Optional<Loss> loss = loss(name, node);
        Task task = optional(node, "task", Task.class);
        if (task == null) {
            task = loss.map(Loss::task).orElse(null);
        }
        Rows validation = optional(node, "validation", Rows.class);
        if (task == Task.CLASSIFICATION
                && !node.has("task")
                && source.isPresent()
                && rows.reconstruct(source.get(), validation)) {
            task = Task.REGRESSION;
        }
        int batch = batch(node);
        Optional<Budget> budget = budget(name, node);
        OptimizerExpression optimizer = optimizer(node);
        Target target = target(node, task);
        List<FaultEntry> faults = faults(node);
        WorkloadForms.EarlyStoppingForm early = optional(node, "early_stopping", WorkloadForms.EarlyStoppingForm.class);
        Schedule schedule = optional(node, "schedule", Schedule.class, new Constant());
        Shuffle shuffle = optional(node, "shuffle", Shuffle.class, Shuffle.EACH_EPOCH);
        LastBatch lastBatch = optional(node, "last_batch", LastBatch.class, LastBatch.KEEP);
        Regularizer regularizer = optional(node, "regularizer", Regularizer.class);
        Save save = optional(node, "save", Save.class, Save.NONE);
        int threads = atLeastOne(node, "threads", 1);
        boolean repaired = optional(node, "repair", Boolean.class, repair);
        int ranks = ranks(node, batch, repaired, regularizer);
        boolean stack = stack(node, model.orElse(null), threads, ranks, repaired, regularizer);
        List<Probe> probes = probes(node);
        String description = optional(node, "description", String.class, "");
        Optional<PreparedData> data =
                source.isPresent() ? rows.prepare(node, source.get(), preprocess, validation, task) : Optional.empty();
        long steps = data.isPresent() && budget.isPresent()
                ? rows.steps(node, data.get(), budget.get(), batch, lastBatch, faults)
                : 0;
        if (source.isEmpty()
                || model.isEmpty()
                || loss.isEmpty()
                || task == null
                || budget.isEmpty()
                || data.isEmpty()
                || problems.errors() > before) {
            return Optional.empty();
        }
        WorkloadSettings settings = new WorkloadSettings(
                loss.get(),
                task,
                batch,
                budget.get(),
                schedule,
                shuffle,
                lastBatch,
                validation,
                faults.stream().map(FaultEntry::fault).toList(),
                regularizer,
                early == null ? null : early.value(),
                save,
                threads,
                ranks,
                stack,
                repaired);
        WorkloadText text = new WorkloadText(binder);
        List<String> inputs = text.preprocessing(preprocess);
        Map<String, Probe> named = text.probes(probes);
        ObjectNode content;
        try {
            content = text.content(data.get(), inputs, model.get(), settings, target);
        } catch (IllegalArgumentException e) {
            problems.error(Objects.requireNonNull(node.get("model")).place(), "model: " + e.getMessage());
            return Optional.empty();
        }
        Workload workload = new Workload(
                name,
                description,
                data.get(),
                inputs,
                model.get(),
                settings,
                optimizer,
                target,
                steps,
                named,
                content,
                files.of(source.get(), model.get()),
                text.resolved(
                        source.get(), description, inputs, model.get(), settings, faults, optimizer, target, named));
        return fits(workload, node) ? Optional.of(workload) : Optional.empty();
    }

    private static boolean isNone(Yaml value) {
        return value instanceof Yaml.Text text && !text.quoted() && text.value().equals("none");
    }

    private <T> Optional<T> required(String name, Yaml.Mapping node, String key, Class<T> type) {
        Yaml value = node.get(key);
        if (value == null) {
            problems.error(node.place(), "workload '" + name + "' needs '" + key + "'");
            return Optional.empty();
        }
        return binder.bind(value, type, key);
    }

    private <T> @Nullable T optional(Yaml.Mapping node, String key, Class<T> type) {
        Yaml value = node.get(key);
        if (value == null || (isNone(value) && !type.isEnum())) {
            return null;
        }
        return binder.bind(value, type, key).orElse(null);
    }

    private <T> T optional(Yaml.Mapping node, String key, Class<T> type, T absent) {
        T value = optional(node, key, type);
        return value == null ? absent : value;
    }

    private Optional<Loss> loss(String name, Yaml.Mapping node) {
        Optional<String> text = required(name, node, "loss", String.class);
        try {
            return text.map(Loss::named);
        } catch (IllegalArgumentException e) {
            problems.error(Objects.requireNonNull(node.get("loss")).place(), "loss", e.getMessage());
            return Optional.empty();
        }
    }

    /** Its parameters are checked here, unless one is still to come from the grid. */
    private @Nullable OptimizerExpression optimizer(Yaml.Mapping node) {
        OptimizerExpression optimizer = optional(node, "optimizer", OptimizerExpression.class);
        if (optimizer != null) {
            Optimizers.check(optimizer, Objects.requireNonNull(node.get("optimizer")), problems);
        }
        return optimizer;
    }

    private List<FaultEntry> faults(Yaml.Mapping node) {
        Yaml value = node.get("faults");
        return value == null || isNone(value) ? List.of() : binder.bindList(value, FaultEntry.class, "faults");
    }

    private List<Probe> probes(Yaml.Mapping node) {
        Yaml value = node.get("probes");
        if (value == null || isNone(value)) {
            return List.of();
        }
        List<Probe> probes = new ArrayList<>();
        for (Yaml item : Binder.items(value)) {
            binder.bind(item, Probe.class, "probes").ifPresent(probe -> {
                if (probes.stream().anyMatch(other -> other.name().equals(probe.name()))) {
                    problems.error(item.place(), "probes: " + probe.name() + " stands twice; once is enough");
                }
                probes.add(probe);
            });
        }
        return probes;
    }

    private int batch(Yaml.Mapping node) {
        Yaml value = node.get("batch");
        if (value == null || (value instanceof Yaml.Text text && text.value().equals("full"))) {
            return 0;
        }
        if (!(value instanceof Yaml.Text text)
                || !text.value().matches("\\d{1,9}")
                || Integer.parseInt(text.value()) == 0) {
            problems.error(
                    value.place(),
                    "batch must be a whole number of rows of at least 1, or full, found " + value.found());
            return 0;
        }
        return Integer.parseInt(text.value());
    }

    private int atLeastOne(Yaml.Mapping node, String key, int absent) {
        int value = optional(node, key, Integer.class, absent);
        if (value < 1) {
            problems.error(Objects.requireNonNull(node.get(key)).place(), key + " must be at least 1, found " + value);
        }
        return value;
    }

    /** How many processes train a trial together; more than one cannot have what needs the whole batch, or the whole run, in one place. */
    private int ranks(Yaml.Mapping node, int batch, boolean repaired, @Nullable Regularizer regularizer) {
        int ranks = atLeastOne(node, "ranks", 1);
        if (ranks > 1) {
            Place place = Objects.requireNonNull(node.get("ranks")).place();
            if (batch > 0 && batch < ranks) {
                problems.error(
                        place,
                        "ranks: each needs at least one row of a batch, but a batch of " + batch + " has fewer than "
                                + ranks + "; use a larger batch, or fewer ranks");
            }
            if (repaired) {
                problems.error(
                        place,
                        "ranks: a trial is repaired by what one process saw of it, which is no more than its part of each"
                                + " batch; use ranks: 1, or repair: false");
            }
            if (regularizer instanceof Vanishing) {
                problems.error(
                        place,
                        "ranks: the regularizer 'vanishing' looks at a whole batch at once; use ranks: 1, or another"
                                + " regularizer");
            }
        }
        return ranks;
    }

    private Optional<Budget> budget(String name, Yaml.Mapping node) {
        Yaml epochs = node.get("epochs");
        Yaml steps = node.get("steps");
        if (epochs == null && steps == null) {
            problems.error(node.place(), "workload '" + name + "' needs a budget: 'epochs' or 'steps'");
            return Optional.empty();
        }
        if (epochs != null && steps != null) {
            problems.error(steps.place(), "a budget is given in epochs or in steps, not both");
            return Optional.empty();
        }
        String key = epochs != null ? "epochs" : "steps";
        Yaml value = Objects.requireNonNull(node.get(key));
        Optional<Long> count = binder.bind(value, Long.class, key);
        if (count.isPresent() && count.get() < 1) {
            problems.error(value.place(), key + " must be at least 1, found " + value.found());
            return Optional.empty();
        }
        return count.map(epochs != null ? Budget::epochs : Budget::steps);
    }

    private @Nullable Target target(Yaml.Mapping node, @Nullable Task task) {
        WorkloadForms.TargetForm form = optional(node, "target", WorkloadForms.TargetForm.class);
        if (form == null) {
            return null;
        }
        Yaml.Mapping target = (Yaml.Mapping) Objects.requireNonNull(node.get("target"));
        Place place = Optional.ofNullable(target.get("metric")).map(Yaml::place).orElse(target.place());
        if (task == null && !Metrics.all().contains(form.metric())) {
            problems.error(place, Unknown.message("metric", form.metric(), Metrics.all()));
        } else if (task != null && !Metrics.names(task, node.has("validation")).contains(form.metric())) {
            problems.error(place, Metrics.unknown(form.metric(), task, node.has("validation")));
        }
        return form.target();
    }

    private boolean stack(
            Yaml.Mapping node,
            @Nullable ModelSpec model,
            int threads,
            int ranks,
            boolean repaired,
            @Nullable Regularizer regularizer) {
        boolean stack = optional(node, "stack", Boolean.class, false);
        if (stack && model != null) {
            String obstacle = ranks > 1
                    ? "a trial of several ranks is too big for a stack; leave ranks out, or stack"
                    : StackedTraining.obstacle(model, threads, repaired, regularizer);
            if (obstacle != null) {
                problems.error(
                        Objects.requireNonNull(node.get("stack")).place(),
                        "stack: " + obstacle + (ranks > 1 ? "" : ". Leave 'stack' out, or set it to false"));
            }
        }
        return stack;
    }

    private boolean fits(Workload workload, Yaml.Mapping node) {
        try {
            Fit.check(workload);
            return true;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            String key = message.contains("scale_weights") || message.contains("flip_labels")
                    ? "faults"
                    : message.contains(workload.settings().loss().name())
                            ? "loss"
                            : message.contains("early_stopping")
                                    ? "early_stopping"
                                    : message.contains("target's metric")
                                            ? "target"
                                            : message.contains("regularizer") ? "regularizer" : "model";
            Yaml guilty = node.get(key);
            Place place =
                    guilty == null ? node.place() : key.equals("faults") ? Keys.blame(guilty, message) : guilty.place();
            problems.error(place, key, message);
            return false;
        }
    }
}
