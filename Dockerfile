# One image for each part: docker build --build-arg PART=intake-service .
# The build is the ordinary one; the runtime is the current LTS.
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package

FROM eclipse-temurin:25-jre
ARG PART
RUN useradd --system --uid 1530 --home-dir /data alo153 && mkdir /data && chown alo153 /data
WORKDIR /data
COPY --from=build /src/${PART}/target/${PART}-exec.jar /app.jar
USER alo153
VOLUME /data
ENV ALO153_BIND=0.0.0.0 \
    ALO153_MASTER_KEY_FILE=/data/master.key
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app.jar"]
