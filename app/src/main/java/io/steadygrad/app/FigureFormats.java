package io.steadygrad.app;

import io.steadygrad.report.Figures;
import io.steadygrad.report.Format;
import io.steadygrad.report.NoFontException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats in which a run's figures are written. */
record FigureFormats(Set<Format> formats) {
    static final String BOTH = "png,svg";

    /** Writes the figures and says where; on a machine without fonts only those that need none, with a note. */
    void write(Path directory, PrintWriter stdout, PrintWriter stderr) throws IOException {
        try {
            Figures.write(directory, formats);
        } catch (NoFontException e) {
            stderr.println("figures: " + e.getMessage());
        }
        stdout.println("figures: " + directory.resolve("figures"));
    }

    static final class Converter implements ITypeConverter<FigureFormats> {
        @Override
        public FigureFormats convert(String text) {
            Set<Format> formats = EnumSet.noneOf(Format.class);
            for (String word : text.split(",")) {
                try {
                    formats.add(Format.valueOf(word.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException("expected png, svg or png,svg, was '" + text + "'");
                }
            }
            return new FigureFormats(formats);
        }
    }
}
