package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Creates the table of the sessions where {@code initialize-schema} says so. Where the
 * table has another name, so it has in our scripts.
 */
class SessionTableInitializer
		extends PropertiesBasedDataSourceScriptDatabaseInitializer<HazelcastJettySessionJdbcProperties> {

	private final String tableName;

	SessionTableInitializer(DataSource dataSource, HazelcastJettySessionJdbcProperties properties) {
		super(dataSource, properties);
		this.tableName = properties.getTableName();
	}

	@Override
	protected void runScripts(Scripts scripts) {
		Charset encoding = Objects.requireNonNullElse(scripts.getEncoding(), StandardCharsets.UTF_8);
		List<Resource> named = new ArrayList<>();
		scripts.forEach((script) -> named.add(withTableName(script, encoding)));
		super.runScripts(new Scripts(named).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(encoding));
	}

	private Resource withTableName(Resource script, Charset encoding) {
		try {
			String sql = script.getContentAsString(encoding)
				.replace(HazelcastJettySessionJdbcProperties.DEFAULT_TABLE_NAME, this.tableName);
			return new ByteArrayResource(sql.getBytes(encoding), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
