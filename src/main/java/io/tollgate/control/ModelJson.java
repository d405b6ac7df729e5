package io.tollgate.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.tollgate.model.Action;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Durations;
import io.tollgate.model.HashKey;
import io.tollgate.model.Mode;
import io.tollgate.model.PageFile;
import io.tollgate.model.Size;
import io.tollgate.model.StatusRange;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** How the model's values stand in our own JSON: as the text operators write. */
final class ModelJson {
    private ModelJson() {}

    static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        SimpleModule module = new SimpleModule();
        text(module, BackendUrl.class, BackendUrl::parse, BackendUrl::toString);
        text(module, Mode.class, Mode::parse, Mode::toString);
        text(module, Duration.class, Durations::parse, Durations::format);
        text(module, Size.class, Size::parse, Size::toString);
        text(module, StatusRange.class, StatusRange::parse, StatusRange::toString);
        text(module, PageFile.class, PageFile::parse, PageFile::toString);
        return builder.addModule(module)
                .addMixIn(Action.class, NamedAction.class)
                .addMixIn(HashKey.class, NamedKey.class)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** An action by its name, as a file has it: {@code {"local": {}}}. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Action.Forward.class, name = "forward"),
        @JsonSubTypes.Type(value = Action.Redirect.class, name = "redirect"),
        @JsonSubTypes.Type(value = Action.Respond.class, name = "respond"),
        @JsonSubTypes.Type(value = Action.Local.class, name = "local")
    })
    private interface NamedAction {}

    /** A key by its name, likewise. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = HashKey.Cookie.class, name = "cookie"),
        @JsonSubTypes.Type(value = HashKey.Header.class, name = "header"),
        @JsonSubTypes.Type(value = HashKey.Query.class, name = "query"),
        @JsonSubTypes.Type(value = HashKey.Path.class, name = "path"),
        @JsonSubTypes.Type(value = HashKey.Client.class, name = "client")
    })
    private interface NamedKey {}

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<String, T> parse, Function<T, String> format) {
        module.addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(format.apply(value));
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
