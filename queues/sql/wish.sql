(SELECT coalesce(array_agg(answer ORDER BY answer), '{}')
   FROM jsonb_array_elements_text(
        CASE jsonb_typeof(a.answers -> '{question}') WHEN 'array' THEN a.answers -> '{question}' ELSE '[]' END) answer)
