package io.github.hazelcastjetty.sample.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The recipes for nginx.
 */
@OwnCluster
class NginxIntegrationTests extends AbstractBalancerIntegrationTests {

	@Override
	String program() {
		return "nginx";
	}

	@Override
	String configuration(BalancerRecipe recipe, Map<BalancerRecipe, String> snippets) {
		return """
				daemon off;
				master_process off;
				pid nginx.pid;
				error_log stderr;
				events {}
				http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				%s
				}
				""".formatted(snippets.get(recipe));
	}

	@Override
	List<String> command(Path binary, Path file) {
		return List.of(binary.toString(), "-p", file.getParent().toString(), "-c", file.toString());
	}

}
