package io.tollgate.admin.rest;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.Revision;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What was changed, by whom, when and why; newest first. */
@Path("revisions")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class RevisionsResource {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    private final LiveConfig live;
    private final Changes changes;

    @Inject
    public RevisionsResource(LiveConfig live, Changes changes) {
        this.live = live;
        this.changes = changes;
    }

    @GET
    public Response list(@QueryParam("limit") @Nullable String limit, @Context HttpServletRequest request) {
        int count = limit == null ? DEFAULT_LIMIT : parse(limit);
        long inForce = live.current().revision();
        String tag = inForce + "-" + count;
        List<RevisionState> states =
                live.revisions(count).stream().map(RevisionState::of).toList();
        return (Tags.known(request, tag) ? Response.notModified() : Response.ok(states))
                .header(HttpHeaders.ETAG, Tags.weak(tag))
                .build();
    }

    @GET
    @Path("{number: [0-9]{1,18}}")
    public Response one(@PathParam("number") long number, @Context HttpServletRequest request) {
        Revision revision = find(number);
        String tag = Long.toString(number);
        return (Tags.known(request, tag) ? Response.notModified() : Response.ok(RevisionState.of(revision)))
                .header(HttpHeaders.ETAG, Tags.weak(tag))
                .build();
    }

    @POST
    @Path("{number: [0-9]{1,18}}/undo")
    public Response undo(@PathParam("number") long number, @Context HttpServletRequest request) {
        find(number);
        OptionalLong expected = changes.expected(request, this::state);
        Revision made = changes.undo(request, number, expected, this::state);
        return Response.ok(RevisionState.of(made))
                .header(HttpHeaders.ETAG, Tags.of(made.number()))
                .build();
    }

    private Object state(long number) {
        return RevisionState.of(find(number));
    }

    private Revision find(long number) {
        // Numbers have no gaps, so the distance from the newest says how far to look back.
        long distance = live.current().revision() - number;
        if (number >= 1 && distance >= 0) {
            for (Revision revision : live.revisions((int) Math.min(distance + 1, Integer.MAX_VALUE))) {
                if (revision.number() == number) {
                    return revision;
                }
            }
        }
        throw ProblemException.of(404, "There is no revision " + number + ", or it is no longer kept.");
    }

    private static int parse(String limit) {
        try {
            int count = Integer.parseInt(limit);
            if (count >= 1 && count <= MAX_LIMIT) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Answered like a number out of range.
        }
        throw ProblemException.invalid(
                "limit", "\"" + limit + "\" is out of range", "write a whole number from 1 to " + MAX_LIMIT);
    }
}
