package io.tollgate.conformance;

import java.util.List;

/** All families, in the order of a request's way and back. */
final class Families {
    private static final List<Family> ALL = List.of(
            new RequestLines(),
            new Incomplete(),
            new Hosts(),
            new Targets(),
            new Methods(),
            new RequestFields(),
            new HopToBackend(),
            new ForwardedFor(),
            new RequestFraming(),
            new Expectations(),
            new Statuses(),
            new AnswerFields(),
            new HopToClient(),
            new Provenance(),
            new Representations(),
            new Conditionals(),
            new Cookies(),
            new AnswerFraming(),
            new Interim(),
            new Trailers(),
            new Streaming(),
            new Persistence(),
            new OldVersions(),
            new ClientGone(),
            new BackendGone(),
            new Failover(),
            new Http2Requests(),
            new Http2Answers());

    private Families() {}

    static List<Family> all() {
        return ALL;
    }
}
