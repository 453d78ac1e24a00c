package io.steadygrad.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a parameter takes when a user leaves it out, written as the user would write it: {@code "0.9"},
 * {@code "l2"}, {@code "inf"}, {@code "false"}. The empty text means "none" and is allowed only where the component is nullable.
 * It stands on the record component (or on the factory's parameter) and nowhere else: study files,
 * {@code steady methods}, documentation and provenance read it from there.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Default {
    String value();
}
