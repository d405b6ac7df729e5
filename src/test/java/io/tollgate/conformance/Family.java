package io.tollgate.conformance;

import java.util.List;

/** Cases about one subject. */
interface Family {
    /** What the documentation calls it. */
    String subject();

    List<Case> cases();
}
