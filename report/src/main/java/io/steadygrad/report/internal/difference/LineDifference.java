package io.steadygrad.report.internal.difference;

import java.util.ArrayList;
import java.util.List;

/** How one text became another, line by line: the longest common subsequence of lines stays. */
final class LineDifference {

    private static final int CONTEXT = 2;

    private LineDifference() {}

    /**
     * Lines that begin with {@code -} (taken out), {@code +} (came in) or a blank (around those; {@code …} for lines left out).
     * Empty when the texts are the same. Costs lines x lines; a study file has some hundreds.
     */
    static List<String> of(String before, String after) {
        List<String> all = marked(before.lines().toList(), after.lines().toList());
        List<String> shown = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < all.size(); i++) {
            int from = Math.max(0, i - CONTEXT);
            int to = Math.min(all.size(), i + CONTEXT + 1);
            if (all.subList(from, to).stream().anyMatch(line -> !line.startsWith(" "))) {
                if (gap) {
                    shown.add(" \u2026");
                }
                shown.add(all.get(i));
                gap = false;
            } else {
                gap = true;
            }
        }
        return shown;
    }

    private static List<String> marked(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add(" " + a.get(i++));
                j++;
            } else if (j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("-" + a.get(i++));
            } else {
                lines.add("+" + b.get(j++));
            }
        }
        return lines;
    }
}
