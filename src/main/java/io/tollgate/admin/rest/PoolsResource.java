package io.tollgate.admin.rest;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The pools with their backends and live figures. */
@Path("pools")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public final class PoolsResource {
    private final LiveConfig live;
    private final States states;

    @Inject
    public PoolsResource(LiveConfig live, States states) {
        this.live = live;
        this.states = states;
    }

    @GET
    public Response list() {
        Snapshot snapshot = live.current();
        List<PoolState> pools = snapshot.pools().values().stream()
                .map(pool -> states.pool(snapshot, pool))
                .toList();
        return Response.ok(pools)
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    @GET
    @Path("{pool}")
    public Response one(@PathParam("pool") String id) {
        Snapshot snapshot = live.current();
        return Response.ok(states.pool(snapshot, find(snapshot, id)))
                .header(HttpHeaders.ETAG, Tags.of(snapshot.revision()))
                .build();
    }

    static PoolRuntime find(Snapshot snapshot, String id) {
        PoolRuntime pool = snapshot.pool(id);
        if (pool == null) {
            throw ProblemException.of(404, "There is no pool \"" + id + "\".");
        }
        return pool;
    }
}
