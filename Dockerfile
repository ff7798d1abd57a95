# One image, two roles: `serve --role web` and `serve --role worker`.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Packages first: they change less often than the code.
COPY global.json Directory.*.props .editorconfig ./
COPY src/Observatory.Core/*.csproj src/Observatory.Core/packages.lock.json src/Observatory.Core/
COPY src/Observatory.Warehouse/*.csproj src/Observatory.Warehouse/packages.lock.json src/Observatory.Warehouse/
COPY src/Observatory.Hosting/*.csproj src/Observatory.Hosting/packages.lock.json src/Observatory.Hosting/
COPY src/Observatory.App/*.csproj src/Observatory.App/packages.lock.json src/Observatory.App/
RUN dotnet restore src/Observatory.App
COPY src src
COPY sql sql
RUN dotnet publish src/Observatory.App -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
COPY etl-mappings etl-mappings
RUN printf '#!/bin/sh\nexec dotnet /app/observatory.dll "$@"\n' >/usr/local/bin/observatory \
    && chmod 755 /usr/local/bin/observatory \
    && install -d -o "$APP_UID" -g "$APP_UID" -m 700 /var/lib/observatory
# DOTNET_EnableDiagnostics: its pipe needs a writable root.
ENV OBSERVATORY_ROOT=/app OBSERVATORY_HOME=/var/lib/observatory DOTNET_EnableDiagnostics=0
USER $APP_UID
VOLUME /var/lib/observatory
EXPOSE 8080
ENTRYPOINT ["observatory"]
CMD ["serve", "--urls", "http://+:8080"]
