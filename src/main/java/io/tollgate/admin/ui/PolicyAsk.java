package io.tollgate.admin.ui;

import java.util.List;

/**
 * How a pool could pick.
 *
 * @param now what would change, and what would not
 * @param form what ring-hash hashes, as far as it is typed
 */
public record PolicyAsk(String now, List<Act> acts, AddForm form) {

    /**
     * One of the policies.
     *
     * @param current the pool picks so already
     * @param hashes it takes what the form says
     * @param consequence what it does, and for what it is good
     */
    public record Act(String type, boolean current, boolean hashes, String consequence) {}

    /** What the pool picks by: also what the Enter key in a field asks for, which must not change more than that field. */
    public String current() {
        return acts.stream().filter(Act::current).map(Act::type).findFirst().orElse("");
    }

    /** What can be hashed, as a form sends it. */
    public List<String> keys() {
        return NewPolicy.KEYS;
    }
}
