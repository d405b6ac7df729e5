package io.tollgate.admin.rest;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.tollgate.admin.auth.Accounts;
import io.tollgate.control.LiveConfig;
import io.tollgate.model.Configuration;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import java.util.function.Function;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/**
 * Everything under {@code /api/v1} but the events. Mapped as {@code new ServletContainer(new RestApplication(…))} to
 * {@code /api/v1/*} behind {@link io.tollgate.admin.auth.AuthFilter}. Nothing is found by scanning: what is not
 * registered here does not exist.
 */
public final class RestApplication extends ResourceConfig {

    /**
     * @param exporter writes a configuration as the YAML of a file; secrets as references
     */
    public RestApplication(
            LiveConfig live,
            LiveFigures figures,
            Accounts accounts,
            BackendReader reader,
            Function<Configuration, String> exporter,
            Clock clock) {
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);

        States states = new States(live, figures);
        Changes changes = new Changes(live);
        register(new JacksonJsonProvider());
        register(new FailureMapper());
        register(new PoolsResource(live, states));
        register(new BackendsResource(live, states, changes, reader, clock));
        register(new ConfigResource(live, exporter));
        register(new RevisionsResource(live, changes));
        register(new TokensResource(accounts));
    }
}
