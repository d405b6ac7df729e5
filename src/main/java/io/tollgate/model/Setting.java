package io.tollgate.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a reader must know of one setting. The binder takes its default from here, the JSON Schema and the settings
 * reference their text, so the three cannot drift.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** Stands for "there is no default: it must be given". */
    String REQUIRED = "\0required";

    /** What it does, in a sentence or two; the unit and the meaning of special values included. */
    String value();

    /** The default as YAML text; {@code "null"} for an optional one, {@code "{}"} for a group with its own defaults. */
    String defaultsTo() default REQUIRED;

    /** Its name in the file where a record component cannot have it; empty when the component's name is it. */
    String key() default "";

    /** The accepted range in words, for the reference; empty when the type says it all. */
    String range() default "";
}
