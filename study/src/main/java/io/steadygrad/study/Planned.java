package io.steadygrad.study;

import java.util.ArrayList;
import java.util.List;

/**
 * The trials of a study as far as they are decided.
 *
 * @param trials whose results count
 * @param tuning those that choose settings
 * @param searches how far each search is
 */
record Planned(List<Trial> trials, List<Trial> tuning, List<SearchResult> searches) {

    List<Trial> all() {
        List<Trial> all = new ArrayList<>(tuning);
        all.addAll(trials);
        return all;
    }
}
