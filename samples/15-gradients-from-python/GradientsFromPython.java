import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Twenty steps of gradients in an .npz as Python dumps them: a spike at step 12, one NaN at step 15. */
public class GradientsFromPython {
    static final int STEPS = 20;
    static final int SIZE = 32 * 10;

    /** As dump.py: an array for each parameter, whose first axis counts the steps. */
    static void dump(Path file) throws IOException {
        Random random = new Random(1);
        float[] gradients = new float[STEPS * SIZE];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = (float) random.nextGaussian() / 100 * (i / SIZE == 11 ? 1000 : 1);
        }
        gradients[14 * SIZE + 7] = Float.NaN;
        NpzFile.write(file, Map.of("0.weight", NdArray.of(gradients, List.of(STEPS, 32, 10))));
    }

    static double[] norms(Path file) throws IOException {
        NdArray steps = NpzFile.read(file).get("0.weight");
        return IntStream.range(0, STEPS)
                .mapToDouble(step -> Math.sqrt(IntStream.range(step * SIZE, (step + 1) * SIZE)
                        .mapToDouble(i -> steps.get(i) * steps.get(i))
                        .sum()))
                .toArray();
    }

    static void steady(String... arguments) throws Exception {
        String[] command = IntStream.range(-1, arguments.length)
                .mapToObj(i -> i < 0 ? "./steady" : arguments[i])
                .toArray(String[]::new);
        System.out.println("$ " + String.join(" ", command));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("The command failed");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("gradients");
        Path given = folder.resolve("gradients.npz");
        Path controlled = folder.resolve("controlled.npz");
        dump(given);
        steady("observe", "--gradients", given.toString());
        steady("explain", "zclip(warmup=5)", "--gradients", given.toString());
        steady("apply", "zclip(warmup=5)", "--gradients", given.toString(), "--steps", "--out", controlled.toString());

        // By hand: a limit from all norms that were seen, the spike's among them.
        DoubleSummaryStatistics all =
                Arrays.stream(norms(given)).filter(Double::isFinite).summaryStatistics();
        double spread = Math.sqrt(Arrays.stream(norms(given))
                .filter(Double::isFinite)
                .map(norm -> (norm - all.getAverage()) * (norm - all.getAverage()))
                .average()
                .orElseThrow());
        double wrong = Math.min(norms(given)[11], all.getAverage() + 3 * spread);
        double right = norms(controlled)[11];
        System.out.printf(Locale.ROOT, "typical norm %.2f; the spike, ", norms(given)[0]);
        System.out.printf(Locale.ROOT, "limited to mean + 3 deviations %.1f, by zclip %.2f%n", wrong, right);
        if (right > 2 * norms(given)[0] || wrong < 10 * right) {
            throw new IllegalStateException("The spike should have come down to the size of the others: " + right);
        }
    }
}
