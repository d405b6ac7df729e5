package io.tollgate.admin.rest;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import io.tollgate.admin.Interlock;
import io.tollgate.admin.InterlockedConfig;
import io.tollgate.admin.InterlockedRollouts;
import io.tollgate.admin.auth.Accounts;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.control.LiveConfig;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/**
 * Everything under {@code /api/v1} but the events. Mapped as {@code new ServletContainer(new RestApplication(…))} to
 * {@code /api/v1/*} behind {@link io.tollgate.admin.auth.AuthFilter}. Nothing is found by scanning: what is not
 * registered here does not exist.
 */
public final class RestApplication extends ResourceConfig {

    /** Binds what the resources need. */
    public RestApplication(
            LiveConfig live,
            LiveFigures figures,
            Accounts accounts,
            BackendReader reader,
            RouteForm routes,
            PolicyForm policies,
            DiscoveryReport.Reports discovery,
            DrainReport.Reports drains,
            Rollouts rollouts,
            ConfigExport exporter,
            Clock clock) {
        property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);

        register(new JacksonJsonProvider());
        register(new FailureMapper());
        register(new UnreadBody());
        register(PoolsResource.class);
        register(BackendsResource.class);
        register(RolloutResource.class);
        register(RoutesResource.class);
        register(ConfigResource.class);
        register(RevisionsResource.class);
        register(TokensResource.class);
        register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(live).to(LiveConfig.class);
                bind(new States(figures, policies, discovery, drains)).to(States.class);
                Interlock interlock = new Interlock(figures);
                bind(new Changes(live, new InterlockedConfig(live, interlock))).to(Changes.class);
                bind(new InterlockedRollouts(live, interlock, rollouts)).to(InterlockedRollouts.class);
                bind(accounts).to(Accounts.class);
                bind(reader).to(BackendReader.class);
                bind(routes).to(RouteForm.class);
                bind(policies).to(PolicyForm.class);
                bind(new RouteStates(figures, routes)).to(RouteStates.class);
                bind(exporter).to(ConfigExport.class);
                bind(rollouts).to(Rollouts.class);
                bind(clock).to(Clock.class);
            }
        });
    }
}
