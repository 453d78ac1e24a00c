package io.steadygrad.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many trials train side by side: a number, or {@code auto} for one per usable core. */
record Workers(int count) {
    static final String AUTO = "auto";

    static final class Converter implements ITypeConverter<Workers> {
        @Override
        public Workers convert(String text) {
            if (text.equals(AUTO)) {
                return new Workers(Runtime.getRuntime().availableProcessors());
            }
            if (!text.matches("[1-9][0-9]{0,3}")) {
                throw new TypeConversionException("expected a number from 1 to 9999 or 'auto', was '" + text + "'");
            }
            return new Workers(Integer.parseInt(text));
        }
    }
}
