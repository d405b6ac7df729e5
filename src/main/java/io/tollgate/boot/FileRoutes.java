package io.tollgate.boot;

import io.tollgate.admin.rest.RouteForm;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.model.RouteSpec;
import java.util.Map;

/** Routes as the file has them, for the REST interface. */
final class FileRoutes implements RouteForm {
    @Override
    public RouteSpec read(String json) {
        return ConfigReader.bind(RouteSpec.class, json);
    }

    @Override
    public Map<String, Object> write(RouteSpec route) {
        return ConfigWriter.settings(route);
    }
}
