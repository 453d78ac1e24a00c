package io.steadygrad.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class FiguresTest {

    @TempDir
    static Path directory;

    static List<Path> written;

    @BeforeAll
    static void draw() throws IOException {
        SampleRun.article(directory);
        written = Figures.write(directory, EnumSet.allOf(Format.class));
    }

    @Test
    void every_kind_of_view_becomes_a_figure_in_both_formats() {
        Set<String> names =
                written.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());

        for (String kind : List.of(
                "overview",
                "verdict-deep-relu",
                "curves-deep-relu",
                "layers-deep-relu",
                "control-deep-relu",
                "map-deep-relu",
                "optimizers-deep-sigmoid",
                "inputs-deep-relu",
                "diverged")) {
            assertThat(names).contains(kind + ".png", kind + ".svg");
        }
    }

    @Test
    void pictures_have_content_and_print_at_seven_inches() throws IOException {
        for (Path file : written) {
            if (file.toString().endsWith(".png")) {
                BufferedImage image = ImageIO.read(file.toFile());
                assertThat(image.getWidth()).as(file.toString()).isBetween(600, 2600);
                assertThat(colors(image)).as(file.toString()).hasSizeGreaterThan(10);
            }
        }
    }

    @Test
    void a_non_finite_gradient_is_marked_in_its_own_colour() throws IOException {
        BufferedImage image =
                ImageIO.read(directory.resolve("figures/layers-deep-relu.png").toFile());

        assertThat(colors(image)).contains(0xffd1480a);
    }

    @Test
    void a_step_that_a_claim_speaks_of_is_marked_in_that_workloads_loss_and_in_no_other() throws IOException {
        assertThat(Files.readString(directory.resolve("figures/curves-article-tanh.svg")))
                .containsPattern(">step 100: [0-9.]+<")
                .contains("stroke-dasharray");
        assertThat(Files.readString(directory.resolve("figures/curves-deep-relu.svg")))
                .doesNotContain("step 100", "stroke-dasharray");
    }

    @Test
    void every_svg_is_well_formed_and_says_what_it_shows() throws Exception {
        for (Path file : written) {
            if (file.toString().endsWith(".svg")) {
                Document document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile());
                assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                        .isNotBlank();
                assertThat(document.getDocumentElement().getAttribute("viewBox"))
                        .startsWith("0 0 ");
                String numbers = Files.readString(file).replaceAll("base64,[^\"]*", "");
                assertThat(numbers).doesNotContain("NaN", "Infinity");
            }
        }
    }

    @Test
    void names_with_markup_slashes_or_other_scripts_make_safe_files(@TempDir Path other) throws Exception {
        SampleRun run = new SampleRun(other);
        run.steps = 30;
        run.seeds = 1;
        run.summary.put("workloads", Map.of());
        for (String name : List.of("../../<b>&\"\u0007", "\u6df1\u3044\u7f51", "\u6df1\u3044")) {
            run.cell(new SampleRun.Kind(name, "", 2, 1, 0, 0.5), "plain", "sgd(lr=0.1)", "raw", Map.of());
        }
        run.write();

        List<Path> files = Figures.write(other, EnumSet.of(Format.SVG));

        assertThat(files).allSatisfy(file -> {
            assertThat(file.getParent()).isEqualTo(other.resolve("figures"));
            assertThat(file.getFileName().toString()).matches("[a-z0-9.-]+\\.svg");
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        });
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains("verdict-b.svg", "verdict-workload.svg", "verdict-workload-2.svg");
    }

    private static Set<Integer> colors(BufferedImage image) {
        Set<Integer> colors = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 3) {
            for (int x = 0; x < image.getWidth(); x += 3) {
                colors.add(image.getRGB(x, y));
            }
        }
        return colors;
    }
}
