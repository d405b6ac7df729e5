package io.tollgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import java.io.IOException;
import java.util.function.Function;

/** How the model's values stand in our own JSON: as the text operators write. */
final class ModelJson {
    private ModelJson() {}

    static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        SimpleModule module = new SimpleModule();
        text(module, BackendUrl.class, BackendUrl::parse);
        text(module, Mode.class, Mode::parse);
        return builder.addModule(module).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(value.toString());
            }
        });
        module.addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return parse.apply(in.getText());
            }
        });
    }
}
