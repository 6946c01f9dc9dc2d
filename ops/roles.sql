-- The database roles, and one database that belongs to them. Safe to run again; run by a superuser with psql 14+:
--
--   CAS_DATABASE=cas_portal CAS_WEB_PASSWORD=… CAS_WORKER_PASSWORD=… CAS_MIGRATOR_PASSWORD=… CAS_BACKUP_PASSWORD=… \
--     psql -v ON_ERROR_STOP=1 -d postgres -f ops/roles.sql
--
-- A password that is not set leaves that role's password as it is.
--   migrator     owns the database and its tables, runs migrations; no statement timeout, so long migrations end
--   web, worker  sign in for requests and for jobs; own nothing, inherit nothing, cannot pass row-level security
--   app          holds the grants on client tables; web and worker become it inside one transaction (SET LOCAL ROLE)
--   audit_owner  owns the schema audit, which web, worker and app cannot read or change
--   backup       reads everything, past row-level security, and writes nothing

\set ON_ERROR_STOP on
\set database cas_portal
\set web_password ''
\set worker_password ''
\set migrator_password ''
\set backup_password ''
\getenv database CAS_DATABASE
\getenv web_password CAS_WEB_PASSWORD
\getenv worker_password CAS_WORKER_PASSWORD
\getenv migrator_password CAS_MIGRATOR_PASSWORD
\getenv backup_password CAS_BACKUP_PASSWORD

SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['migrator', 'web', 'worker', 'app', 'audit_owner', 'backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE migrator    LOGIN   INHERIT   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE web         LOGIN   NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE worker      LOGIN   NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE app         NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE audit_owner NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE backup      LOGIN   INHERIT   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;

SELECT format('ALTER ROLE %I PASSWORD %L', name, secret)
FROM (VALUES ('web', :'web_password'), ('worker', :'worker_password'),
             ('migrator', :'migrator_password'), ('backup', :'backup_password')) AS given (name, secret)
WHERE secret <> '' \gexec

GRANT app TO web, worker;
GRANT app, audit_owner TO migrator;
GRANT pg_read_all_data TO backup;

-- Set on the sign-in roles, because a connection pooler would drop what a session sets.
ALTER ROLE web      SET statement_timeout = '15s';
ALTER ROLE worker   SET statement_timeout = '15s';
ALTER ROLE migrator SET statement_timeout = 0;
ALTER ROLE web      SET lock_timeout = '3s';
ALTER ROLE worker   SET lock_timeout = '3s';
ALTER ROLE migrator SET lock_timeout = '3s';
ALTER ROLE web      SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE worker   SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE migrator SET idle_in_transaction_session_timeout = '30s';
-- Pages and services ask short questions of many tables: compiling them takes longer than answering them.
ALTER ROLE web      SET jit = off;
ALTER ROLE backup   SET default_transaction_read_only = on;

SELECT format('CREATE DATABASE %I OWNER migrator TEMPLATE template0 ENCODING %L', :'database', 'UTF8')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

SELECT format('ALTER DATABASE %I OWNER TO migrator', :'database') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO web, worker, backup', :'database') \gexec
-- Imports stage files in temporary tables.
SELECT format('GRANT TEMPORARY ON DATABASE %I TO worker', :'database') \gexec

\connect :"database"
SET client_min_messages = warning;

ALTER SCHEMA public OWNER TO migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO web, worker, app, audit_owner;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
