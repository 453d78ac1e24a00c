package io.steadygrad.study;

import io.steadygrad.store.StoredTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What each trial keeps beside its result, so that it can be rebuilt from the store alone: under {@value #KEY} of its result
 *
 * <pre>
 * formatVersion   1
 * study           a study file with this trial alone, every default written out and paths absolute
 * file            where the study file stood
 * seed, threads
 * phase, until    a trial that helps to choose a setting is 'tuning', and may end before its budget is spent, after step 'until'
 * data            {digest: SHA-256 of the rows, files: {PATH: SHA-256}}
 * environment     versions, machine, kernels and git state, as {@link Environment#describe} tells them
 * </pre>
 *
 * Thread-safe.
 */
final class TrialRecords {
    static final String KEY = "record";
    static final int VERSION = 1;

    private final Study study;
    private final ObjectNode environment;

    /** @param environment of this process */
    TrialRecords(Study study, ObjectNode environment) {
        this.study = study;
        this.environment = environment.deepCopy();
        this.environment.remove("data"); // each trial has its own
    }

    /** @param elsewhere what {@link TrialRunner.Watcher#trainedIn} was told; null for a trial of this process and its workers */
    ObjectNode of(Trial trial, @Nullable String elsewhere) {
        ObjectNode record = of(study, trial);
        ObjectNode ran = environment;
        if (elsewhere != null) {
            ran = (ObjectNode) Json.parse(elsewhere);
            ran.set("git", environment.path("git")); // of the study's folder, which is here
        }
        record.set("environment", ran);
        return record;
    }

    /** All but the environment. */
    static ObjectNode of(Study study, Trial trial) {
        Workload workload = trial.cell().variant();
        ObjectNode record = Json.object();
        record.put("formatVersion", VERSION);
        record.put("study", ResolvedStudy.yaml(study.name(), trial.cell(), trial.seed()));
        record.put("file", study.file().toAbsolutePath().normalize().toString());
        record.put("seed", trial.seed());
        record.put("phase", trial.phase().text());
        record.put("until", trial.until());
        record.put("threads", workload.settings().threads());
        ObjectNode data = record.putObject("data");
        data.put("digest", workload.data().digest());
        ObjectNode files = data.putObject("files");
        workload.files().forEach(files::put);
        return record;
    }

    /**
     * Tells in a summary where each trial ran: {@code environments} lists every one that occurs, in the order of the trials, and each trial's
     * {@code environment} is its place in that list, counted from 0.
     */
    static void addEnvironments(ObjectNode summary, Map<String, StoredTrial> stored) {
        List<JsonNode> environments = new ArrayList<>();
        Map<String, JsonNode> byTrial = new java.util.HashMap<>();
        stored.forEach((id, trial) -> {
            JsonNode ran = trial.result() == null
                    ? null
                    : Json.parse(trial.result()).path(KEY).get("environment");
            if (ran != null) {
                byTrial.put(id.substring(0, Trial.SHORT), ran);
            }
        });
        for (JsonNode trial : summary.path("trials")) {
            JsonNode ran = byTrial.get(trial.path("id").asString());
            if (ran != null && !environments.contains(ran)) {
                environments.add(ran);
            }
            ((ObjectNode) trial).put("environment", ran == null ? null : (Integer) environments.indexOf(ran));
        }
        ArrayNode list = summary.putArray("environments");
        environments.forEach(list::add);
    }
}
