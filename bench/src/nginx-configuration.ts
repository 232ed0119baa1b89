/** nginx as the limit of what a relay can reach: one worker, connections kept on both sides, nothing buffered or logged. */
export function nginxConfiguration(ports: { readonly port: number; readonly upstreamPort: number }): string {
  return `
daemon off;
master_process off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid nginx.pid;
events { worker_connections 10000; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  client_body_buffer_size 1m;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  upstream provider {
    server 127.0.0.1:${ports.upstreamPort};
    keepalive 2000;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${ports.port};
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}
