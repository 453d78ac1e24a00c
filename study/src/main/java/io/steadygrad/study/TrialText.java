package io.steadygrad.study;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trials as text, for whoever trains them elsewhere: another process, another host. What comes back is {@link TrialOutcome#toJson}, and the
 * files that {@link RunDirectory#files} names.
 *
 * <p>A text is one line of JSON: the trial's {@code id}, and of its {@linkplain TrialRecords record} all but the environment. Data are
 * named, not contained (unless they are inline): who reads the text must find the same files. What was loaded for the last
 * few trials is kept for the next ones. One object per thread.
 */
public final class TrialText {
    /** Workloads usually follow each other, and one of them keeps two forms of its rows. */
    private static final int KEPT = 4;

    private final Datasets datasets = new Datasets(KEPT);

    public TrialText() {}

    /** @param study that has the trial */
    public static String write(Study study, Trial trial) {
        return write(trial, TrialRecords.of(study, trial));
    }

    /** @param record see {@link TrialRecords} */
    static String write(Trial trial, ObjectNode record) {
        ObjectNode text = Json.object();
        text.put("id", trial.id());
        text.setAll(record);
        return Json.compact(text);
    }

    /**
     * Reads a trial, its data included.
     *
     * @throws IllegalArgumentException when its data are missing or are not the same here
     * @throws IllegalStateException when the text means another trial here than where it was written: versions differ
     */
    public Trial read(String text) {
        JsonNode json = Json.parse(text);
        String id = json.path("id").asString("");
        Trial trial = read(json, id.substring(0, Trial.SHORT));
        if (!trial.id().equals(id)) {
            throw new IllegalStateException("trial " + id.substring(0, Trial.SHORT) + " is trial " + trial.shortId()
                    + " here: who wrote it has another version than " + Environment.steadygrad() + " with "
                    + Environment.engine());
        }
        return trial;
    }

    /** @param record see {@link TrialRecords} */
    Trial read(JsonNode record, String shortId) {
        Study study = StudyReader.parse(
                record.path("study").asString(""),
                "the record of trial " + shortId,
                Path.of(record.path("file").asString("")),
                datasets);
        Trial trial = phase(study.trials().get(0), record);
        String was = record.path("data").path("digest").asString("");
        String is = trial.cell().variant().data().digest();
        if (!was.equals(is)) {
            throw new IllegalArgumentException("the data of workload '"
                    + trial.cell().workload() + "' are not those that trial " + shortId
                    + " was trained on: their SHA-256 was " + was + ", now it is " + is);
        }
        return trial;
    }

    /** A trial that helps to choose a setting has the same content but for two entries. */
    private static Trial phase(Trial whole, JsonNode record) {
        if (!isTuning(record)) {
            return whole;
        }
        ObjectNode content = (ObjectNode) Json.parse(whole.content());
        content.put("phase", Phase.TUNING.text());
        Long until =
                record.path("until").isNumber() ? (Long) record.path("until").asLong() : null;
        if (until != null) {
            content.put("until", until);
        }
        String text = Json.compact(content);
        return new Trial(whole.cell(), whole.seed(), Phase.TUNING, until, Json.sha256(text), text);
    }

    static boolean isTuning(JsonNode record) {
        return record.path("phase").asString("").equals(Phase.TUNING.text());
    }
}
