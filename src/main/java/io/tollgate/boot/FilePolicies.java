package io.tollgate.boot;

import io.tollgate.admin.rest.PolicyForm;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.model.PolicySpec;
import java.util.Map;

/** Policies as the file has them, for the REST interface. */
final class FilePolicies implements PolicyForm {
    @Override
    public PolicySpec read(String json) {
        return ConfigReader.bind(PolicySpec.class, json);
    }

    @Override
    public Map<String, Object> write(PolicySpec policy) {
        return ConfigWriter.settings(policy);
    }
}
