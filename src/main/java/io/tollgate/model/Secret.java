package io.tollgate.model;

/**
 * A value that nobody may see, such as a password. It stands in the file as a reference to environment variables, and
 * whatever writes it out writes the reference.
 *
 * @param reference as it stands in the file, such as {@code ${KEYSTORE_PASSWORD}}
 * @param value what the reference stands for
 */
public record Secret(String reference, String value) {

    @Override
    public String toString() {
        return reference;
    }
}
