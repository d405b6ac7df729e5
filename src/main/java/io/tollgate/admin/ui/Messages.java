package io.tollgate.admin.ui;

import java.text.MessageFormat;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the page in one language. Immutable. */
public final class Messages {
    private static final String BUNDLE = "io.tollgate.admin.ui.messages.messages";
    private static final List<Messages> ALL = List.of(new Messages(Locale.ENGLISH), new Messages(Locale.KOREAN));

    private final Locale locale;
    private final ResourceBundle bundle;

    private Messages(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(
                BUNDLE,
                locale,
                Messages.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The first of the wanted languages that there is; English when there is none of them. */
    public static Messages in(Enumeration<Locale> wanted) {
        for (Locale one : Collections.list(wanted)) {
            for (Messages messages : ALL) {
                if (messages.locale.getLanguage().equals(one.getLanguage())) {
                    return messages;
                }
            }
        }
        return ALL.get(0);
    }

    /** In that language, or in English. */
    public static Messages in(Locale wanted) {
        return in(Collections.enumeration(List.of(wanted)));
    }

    /** The language, as the {@code lang} attribute has it. */
    public String language() {
        return locale.getLanguage();
    }

    Locale locale() {
        return locale;
    }

    /**
     * The sentence of that key, a {@link MessageFormat} pattern with its arguments filled in.
     *
     * @throws java.util.MissingResourceException when there is none
     */
    public String get(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }
}
