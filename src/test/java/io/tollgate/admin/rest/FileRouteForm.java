package io.tollgate.admin.rest;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.model.RouteSpec;
import java.util.Map;

/** The form that the product uses. */
public final class FileRouteForm implements RouteForm {
    @Override
    public RouteSpec read(String json) {
        return ConfigReader.bind(RouteSpec.class, json);
    }

    @Override
    public Map<String, Object> write(RouteSpec route) {
        return ConfigWriter.settings(route);
    }
}
