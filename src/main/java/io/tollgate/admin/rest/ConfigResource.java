package io.tollgate.admin.rest;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Configuration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** The configuration in force, operators' changes included, as a file that would give the same. */
@Path("config")
public final class ConfigResource {
    private final LiveConfig live;
    private final Function<Configuration, String> exporter;

    ConfigResource(LiveConfig live, Function<Configuration, String> exporter) {
        this.live = live;
        this.exporter = exporter;
    }

    @GET
    @Produces("application/yaml;charset=UTF-8")
    public Response export(@Context HttpServletRequest request) {
        Snapshot snapshot = live.current();
        String number = Long.toString(snapshot.revision());
        Response.ResponseBuilder builder = Tags.known(request, number)
                ? Response.notModified()
                : Response.ok(exporter.apply(snapshot.configuration()));
        return builder.header(HttpHeaders.ETAG, Tags.weak(number)).build();
    }
}
