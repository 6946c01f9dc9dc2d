-- A household keeps its place in the log of the by-name list when the record of its head is merged: the rows go over to
-- the record that was kept, population by population, unless that one has a log of its own (then the merged one leaves
-- the list, sql/by_name.sql). Undoing puts back what came from there, unless something was logged since.
CREATE OR REPLACE FUNCTION queues_by_name_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.merged_into_id IS NOT NULL THEN
        UPDATE public.queues_bynameentry b
           SET client_id = NEW.merged_into_id, came_from = b.came_from || NEW.id
         WHERE b.client_id = NEW.id AND NOT EXISTS (
               SELECT FROM public.queues_bynameentry k
                WHERE k.client_id = NEW.merged_into_id AND k.population = b.population);
    ELSE
        UPDATE public.queues_bynameentry b
           SET client_id = NEW.id, came_from = trim_array(b.came_from, 1)
         WHERE b.client_id = OLD.merged_into_id AND b.came_from[cardinality(b.came_from)] = NEW.id AND NOT EXISTS (
               SELECT FROM public.queues_bynameentry k
                WHERE k.client_id = OLD.merged_into_id AND k.population = b.population
                  AND k.came_from[cardinality(k.came_from)] IS DISTINCT FROM NEW.id);
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION queues_by_name_follows() FROM PUBLIC;
CREATE TRIGGER by_name_follows AFTER UPDATE OF merged_into_id ON clients_client FOR EACH ROW
 WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id) EXECUTE FUNCTION queues_by_name_follows();
