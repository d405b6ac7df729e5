package io.tollgate.admin.rest;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.model.PolicySpec;
import java.util.Map;

/** The form that the product uses. */
public final class FilePolicyForm implements PolicyForm {
    @Override
    public PolicySpec read(String json) {
        return ConfigReader.bind(PolicySpec.class, json);
    }

    @Override
    public Map<String, Object> write(PolicySpec policy) {
        return ConfigWriter.settings(policy);
    }
}
