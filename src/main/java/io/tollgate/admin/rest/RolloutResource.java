package io.tollgate.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.InterlockedRollouts;
import io.tollgate.admin.OverloadException;
import io.tollgate.admin.auth.Operator;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.RolloutException;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.LiveConfig;
import io.tollgate.model.Durations;
import io.tollgate.model.InvalidSettingException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pool's rolling deployment: POST begins one, PATCH says what becomes of it. */
@Path("pools/{pool}/rollout")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class RolloutResource {
    private static final String BACKENDS = "backends";
    private static final String BATCH = "batch";
    private static final String DRAIN = "drain";
    private static final String COMMAND = "command";
    private static final Duration LONGEST_DRAIN = Duration.ofDays(7);

    private final LiveConfig live;
    private final Rollouts rollouts;
    private final InterlockedRollouts interlocked;

    @Inject
    public RolloutResource(LiveConfig live, Rollouts rollouts, InterlockedRollouts interlocked) {
        this.live = live;
        this.rollouts = rollouts;
        this.interlocked = interlocked;
    }

    @GET
    public Response state(@PathParam("pool") String pool) {
        PoolsResource.find(live.current(), pool);
        Rollout rollout = rollouts.of(pool);
        if (rollout == null) {
            throw ProblemException.of(404, "There was no rollout of the pool yet; POST begins one.");
        }
        return answer(Response.Status.OK, rollout);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response start(
            @PathParam("pool") String pool,
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream in)
            throws IOException {
        PoolsResource.find(live.current(), pool);
        JsonBody body = JsonBody.read(in);
        boolean force = Force.of(body.takeFlag(Force.FIELD), uri);
        body.onlyHas(List.of(BACKENDS, BATCH, DRAIN, Reasons.FIELD));
        Rollouts.Order order = new Rollouts.Order(
                Operator.required(request).name(),
                Reasons.of(body.text(Reasons.FIELD), headers, uri),
                backends(body.node(BACKENDS)),
                body.has(BATCH) ? body.number(BATCH, 1, 100) : null,
                drain(body.text(DRAIN)));
        try {
            return answer(Response.Status.CREATED, interlocked.start(pool, order, force));
        } catch (OverloadException e) {
            throw ProblemException.refused(409, List.of(Force.wanted(List.of(), e.impact())));
        } catch (InvalidSettingException e) {
            throw ProblemException.invalid(e.problems());
        } catch (RolloutException e) {
            throw conflict(e);
        }
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Response command(@PathParam("pool") String pool, @Context HttpServletRequest request, InputStream in)
            throws IOException {
        PoolsResource.find(live.current(), pool);
        JsonBody body = JsonBody.read(in);
        body.onlyHas(List.of(COMMAND));
        Rollout seen = rollouts.of(pool);
        if (seen != null && !Tags.matches(request, seen.version())) {
            throw ProblemException.of(
                    412, "The rollout has gone on since you looked. Nothing was done; look at it again.");
        }
        try {
            String author = Operator.required(request).name();
            return answer(Response.Status.OK, rollouts.command(pool, read(body.text(COMMAND)), author));
        } catch (RolloutException e) {
            throw conflict(e);
        }
    }

    private static Response answer(Response.Status status, Rollout rollout) {
        return Response.status(status)
                .entity(RolloutState.of(rollout))
                .header(HttpHeaders.ETAG, Tags.weak(rollout.version()))
                .build();
    }

    private static ProblemException conflict(RolloutException e) {
        return ProblemException.of(409, Objects.requireNonNullElse(e.getMessage(), ""));
    }

    private static Rollouts.Command read(@Nullable String text) {
        Rollouts.Command command = Rollouts.Command.of(text);
        if (command != null) {
            return command;
        }
        throw ProblemException.invalid(
                COMMAND,
                text == null ? "is missing" : "\"" + text + "\" is not known",
                "write one of "
                        + Arrays.stream(Rollouts.Command.values())
                                .map(Rollouts.Command::label)
                                .collect(Collectors.joining(", ")));
    }

    private static List<String> backends(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        node.forEach(each -> ids.add(each.asText()));
        if (!node.isArray() || ids.isEmpty()) {
            throw ProblemException.invalid(
                    BACKENDS, node + " is not a list of backends", "write their ids, such as [\"a\", \"b\"]");
        }
        return ids;
    }

    private static @Nullable Duration drain(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Duration drain = Durations.parse(text);
            if (drain.compareTo(LONGEST_DRAIN) <= 0) {
                return drain;
            }
        } catch (IllegalArgumentException e) {
            // Answered like one that is too long.
        }
        throw ProblemException.invalid(DRAIN, "\"" + text + "\" is out of range", "write one from 0s to 7d");
    }
}
