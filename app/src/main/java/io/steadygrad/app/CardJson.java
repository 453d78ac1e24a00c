package io.steadygrad.app;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.report.card.Card;
import io.steadygrad.report.card.Cards;
import io.steadygrad.report.card.SickRun;
import io.steadygrad.report.card.Ward;
import io.steadygrad.study.HealthJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verdict cards for programs; diagnoses and repairs as {@code summary.json} has them. */
final class CardJson {
    private CardJson() {}

    static String of(Cards cards) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("formatVersion", 1);
        json.put("runs", cards.runs());
        json.put("sick", cards.sick());
        json.put("cured", cards.cured());
        json.put("suspected", cards.suspected());
        List<Object> verdicts = new ArrayList<>();
        List<Object> hints = new ArrayList<>();
        for (Ward ward : cards.wards()) {
            ward.cards().forEach(card -> verdicts.add(card(ward, card)));
            ward.hints().forEach(card -> hints.add(card(ward, card)));
        }
        json.put("cards", verdicts);
        json.put("hints", hints);
        json.put(
                "healthy",
                cards.wards().stream()
                        .filter(ward -> ward.sick() == 0)
                        .map(Ward::name)
                        .toList());
        json.put("notes", cards.notes());
        return Json.text(json);
    }

    private static Map<String, Object> card(Ward ward, Card card) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", ward.workload());
        json.put("method", ward.method());
        json.put("setting", ward.setting());
        json.put("symptom", card.symptom().toString());
        json.put("runs", ward.runs());
        json.put("sick", card.sick().size());
        json.put("place", card.place());
        json.put("shown", card.shown().id());
        json.put("trials", card.sick().stream().map(CardJson::run).toList());
        return json;
    }

    private static Map<String, Object> run(SickRun run) {
        List<Diagnosis> diagnoses = new ArrayList<>(run.cured() ? List.of() : List.of(run.diagnosis()));
        diagnoses.addAll(run.others());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", run.id());
        json.put("seed", run.seed());
        json.put("status", run.status());
        json.put("reachedTarget", run.reachedTarget());
        json.put("cured", run.cured());
        json.put("diagnoses", HealthJson.diagnoses(diagnoses));
        json.put("repairs", HealthJson.repairs(run.repairs()));
        return json;
    }
}
