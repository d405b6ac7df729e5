package io.tollgate.exchange;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stage decided. */
public sealed interface Verdict {

    /** On to the next stage. */
    Verdict GO_ON = new GoOn();

    /** See {@link #GO_ON}. */
    record GoOn() implements Verdict {}

    /**
     * Answer now; no backend is asked.
     *
     * @param reason null when this is no error, such as a redirect
     * @param headers field lines to send
     * @param body null for the usual small body of an error, or none where it is no error
     */
    record Answer(
            int status,
            @Nullable ErrorReason reason,
            Map<String, String> headers,
            @Nullable String body) implements Verdict {
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** An error with its own status. */
        public static Answer error(ErrorReason reason) {
            return new Answer(reason.status(), reason, Map.of(), null);
        }
    }
}
